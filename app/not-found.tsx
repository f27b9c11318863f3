import type { Metadata } from "next";
import { Dead } from "@/components/site/dead";

export const metadata: Metadata = { title: "Not on the programme" };

export default function NotFound() {
  return (
    <Dead
      numeral="404"
      title="Not on the programme"
      text="There is no such page. The address may have a typing fault, or the film or list was taken down."
    />
  );
}
