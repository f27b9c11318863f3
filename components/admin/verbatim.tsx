/** Text as a machine wrote it; it scrolls by itself, by keyboard too. */
export function Machine({ label, text }: { label: string; text: string }) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className="max-h-96 overflow-auto bg-raised p-4 text-[0.82rem]"
    >
      <pre>{text}</pre>
    </section>
  );
}

/** Such a text under a heading; `empty` where there is none. */
export function Verbatim({ title, text, empty }: { title: string; text: string | null; empty: string }) {
  return (
    <div className="min-w-0">
      <h2 className="mb-2 text-xl">{title}</h2>
      {text ? (
        <Machine label={title} text={text} />
      ) : (
        <p className="border-t border-line py-2 text-soft">{empty}</p>
      )}
    </div>
  );
}
