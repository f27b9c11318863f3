import { Notice } from "../ui/notice";
import type { Merged } from "./edit";

/** In words: what someone else changed in a film while this form was open, and what to do now. */
export function EditConflict({ merged: { taken, disputed } }: { merged: Merged }) {
  return (
    <Notice kind="danger">
      <p>
        Someone else changed this film while you did.{" "}
        {taken.length > 0 && <>The form has their {new Intl.ListFormat("en-GB").format(taken)} now. </>}
        {disputed.length === 0 && "Nothing you typed is touched."}
      </p>
      {disputed.length > 0 && (
        <>
          <p className="mt-2">You both changed these; the form keeps what you typed, and theirs stands as:</p>
          <dl className="my-2 grid gap-1">
            {disputed.map(({ name, theirs }) => (
              <div key={name} className="grid gap-x-3 sm:grid-cols-[9rem_1fr]">
                <dt className="text-soft first-letter:uppercase">{name}</dt>
                <dd className="break-words">{theirs}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
      <p className="mt-2 font-semibold">Look it over and save again.</p>
    </Notice>
  );
}
