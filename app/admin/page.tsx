import { redirect } from "next/navigation";

/** The desk's address, as people type it. */
export default function AdminPage() {
  redirect("/admin/movies");
}
