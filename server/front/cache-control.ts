import { REVALIDATE } from "../api/rest/etag";

/** What others are told: by s-maxage Next means itself, who knows when a film comes that was missing, and when a build goes. */
export function toldOthers(control: string): string {
  return control.includes("s-maxage") ? REVALIDATE : control;
}
