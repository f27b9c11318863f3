import { startTemporaryPostgres } from "./temporary-postgres";
import { migrate } from "./migrate";
import { writeFileSync } from "node:fs";
const s = await startTemporaryPostgres();
await migrate(s.url);
writeFileSync("/tmp/lead/url", s.url);
console.log(s.url);
process.on("SIGTERM", async () => { await s.stop(); process.exit(0); });
setInterval(() => {}, 1000);
