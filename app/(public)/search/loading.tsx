export default function Loading() {
  return (
    <p className="mt-5 mb-3 text-[0.94rem] text-soft" role="status">
      Searching …
    </p>
  );
}
