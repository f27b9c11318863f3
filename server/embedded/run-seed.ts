import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { tsxLoader } from "./child";
import { projectRoot } from "./migrations-folder";
import { Refusal } from "./refusal";

/** Runs prisma/seed.ts on the terminal. */
export async function runSeed(databaseUrl: string, args: string[], adminPassword?: string): Promise<void> {
  const child = spawn(process.execPath, ["--import", tsxLoader, join("prisma", "seed.ts"), ...args], {
    cwd: projectRoot,
    stdio: "inherit",
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      ...(adminPassword ? { MARQUEE_ADMIN_PASSWORD: adminPassword } : {}),
    },
  });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Refusal("The seed failed; what it said stands above.");
}
