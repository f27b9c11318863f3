import { drawingClass, drawingOf } from "./drawing";

/**
 * A film's poster in its 2:3 box: the picture where there is one, over a drawn one that is deterministic
 * from the title. `label` null where the title stands beside it (then it is decoration).
 */
export function Poster({
  title,
  credit = null,
  url = null,
  label = null,
  eager = false,
}: {
  title: string;
  credit?: string | null;
  url?: string | null;
  label?: string | null;
  eager?: boolean;
}) {
  const drawing = drawingOf(title);
  const initial = drawing.composition === 6 ? drawing.initial : undefined;
  const drawn = (
    <>
      <b>{title}</b>
      {credit && <i>{credit}</i>}
      {url && (
        // biome-ignore lint/performance/noImgElement: posters lie on other people's servers, which nobody lists beforehand
        <img src={url} alt="" loading={eager ? "eager" : "lazy"} decoding="async" />
      )}
    </>
  );
  if (label === null) {
    return (
      <span className={drawingClass(drawing)} data-i={initial} aria-hidden="true">
        {drawn}
      </span>
    );
  }
  return (
    <div role="img" aria-label={label} className={drawingClass(drawing)} data-i={initial}>
      {drawn}
    </div>
  );
}
