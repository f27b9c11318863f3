export default function Loading() {
  return (
    <p className="mt-5 text-[0.94rem] text-soft" role="status">
      Searching …
    </p>
  );
}
