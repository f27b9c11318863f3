import type { FieldView } from "@/server/api/docs";

/** Parameters or fields: name, type and what they mean. */
export function FieldTable({ caption, fields }: { caption: string; fields: readonly FieldView[] }) {
  if (fields.length === 0) return null;
  return (
    <div className="mt-5">
      <h3 className="font-sans text-xs font-normal tracking-wide text-soft uppercase">{caption}</h3>
      <dl className="mt-1 divide-y border-y text-sm">
        {fields.map((field) => (
          <div key={field.name} className="grid gap-x-6 py-2 sm:grid-cols-[minmax(9rem,14rem)_1fr]">
            <dt className="font-mono break-words">
              {field.name}
              {field.required ? <span className="ml-2 font-sans text-xs text-bulb">required</span> : null}
            </dt>
            <dd className="min-w-0">
              <span className="break-words">{field.type}</span>
              {field.about ? <span className="block text-soft">{field.about}</span> : null}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
