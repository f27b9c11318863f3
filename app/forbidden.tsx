import type { Metadata } from "next";
import { Dead } from "@/components/site/dead";

export const metadata: Metadata = { title: "Staff only" };

export default function Forbidden() {
  return (
    <Dead
      numeral="403"
      title="Staff only"
      text="This door is for editors and admins of the house. If you should have the key, ask an admin for the role, then sign in again."
    />
  );
}
