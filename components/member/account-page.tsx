import type { OwnAccount } from "@/server/members/schema";
import { day, plural } from "../ui/format";
import { Part } from "../ui/part";
import { DeleteAccount } from "./delete-account";
import { DismissedFilms } from "./dismissed-films";
import { PersonalisationSwitch } from "./personalisation-switch";

/** A member's account: what is kept of them, what is made of it, and the way out. */
export function AccountPage({ account }: { account: OwnAccount }) {
  const facts = [
    ["Name", account.name],
    ["E-mail address", account.email],
    ["Role", account.role],
    ["Here since", day(account.createdAt)],
    ["Ratings", plural(account.ratingCount, "film")],
  ] as const;
  return (
    <div className="wrap">
      <h1 className="pt-5 pb-6 text-[2rem] sm:pt-10 sm:pb-10 sm:text-6xl">Your account</h1>
      <div className="grid gap-y-10">
        <Part title="About you">
          <dl className="border-t border-line">
            {facts.map(([name, value]) => (
              <div
                key={name}
                className="flex flex-wrap justify-between gap-x-6 border-b border-line py-2 break-words"
              >
                <dt className="text-soft">{name}</dt>
                <dd className="min-w-0">{value}</dd>
              </div>
            ))}
          </dl>
          <p className="text-[0.94rem] text-soft">Only you and those who run this site see your address.</p>
        </Part>
        <Part title="Recommendations">
          <PersonalisationSwitch />
        </Part>
        <Part title="Not interested">
          <DismissedFilms />
        </Part>
        <Part title="Delete your account">
          <DeleteAccount ratings={account.ratingCount} />
        </Part>
      </div>
    </div>
  );
}
