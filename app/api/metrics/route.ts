import { scrape } from "@/server/api/metrics";

export { scrape as GET };
