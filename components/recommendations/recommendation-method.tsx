import type { ModelView } from "@/server/recommendations/schema";
import { count, decimals, plural, time } from "../ui/format";
import { Part } from "../ui/part";

/** The method, for moviegoers, with the measured scores of the model that serves. */
export function RecommendationMethod({ model }: { model: ModelView | null }) {
  return (
    <div className="wrap">
      <div className="pt-6 pb-8 sm:pt-10 sm:pb-12">
        <h1 className="text-[2rem] sm:text-6xl">How recommendations work</h1>
        <p className="mt-4 max-w-[38rem] text-lg sm:text-xl">
          From what you rate and from nothing else. Every film comes with the reason it was chosen for, and
          that reason is the largest part of its score, not a line written afterwards.
        </p>
      </div>
      <div className="grid gap-y-10">
        <Part title="What films are">
          <p>
            Each film’s synopsis and keywords, genres, decade, directors and cast become a row of 128 numbers.
            Films whose rows point the same way are similar. A film that was added a moment ago has its row
            within seconds, before anybody has rated it.
          </p>
        </Part>
        <Part title="What people like">
          <p>
            Ratings of 8 and more say what goes together in people’s taste. A model finds 64 numbers for every
            film and every member so that a member’s numbers times a film’s come out high where they liked it.
            The films’ own numbers are drawn towards what their content predicts, so films with few ratings
            have a fair chance.
          </p>
        </Part>
        <Part title="The blend">
          <p>
            Your list adds both, as your slider says. Then films that resemble those above them give way a
            little, so that it isn’t one kind of film. With few ratings, what is popular fills in for what
            isn’t known of you yet; its share falls with each film you rate.
          </p>
        </Part>
        <Part title="The reason">
          <p>
            The score of a film is a sum with a part for each film that you liked, and the parts add up to it
            exactly. The largest is the reason: “Because you liked …”. Where no film stands out, it is the
            director, actor or genre that is shared. No reason ever names another person.
          </p>
        </Part>
        <Part title="Yours to steer">
          <p>
            What you rated isn’t shown again. “Not interested” takes a film away for good, and you can bring
            it back. You can opt out on your account’s page: then nothing personal is computed or kept.
            Deleting your account deletes your ratings, and the next model is trained without them.
          </p>
        </Part>
        <Part title="How good it is">{model ? <Scores model={model} /> : <NoModel />}</Part>
      </div>
    </div>
  );
}

function NoModel() {
  return (
    <p>
      No model serves yet: there are too few ratings to beat simply showing what is popular. Until there are,
      that is what everybody sees.
    </p>
  );
}

function Scores({ model }: { model: ModelView }) {
  const { metrics } = model;
  return (
    <>
      <p>
        Each new model is measured before it may serve, on ratings that it was not shown
        {metrics?.split === "time" ? ", each member’s latest" : ""}. It replaces the standing one only if it
        is no worse, and serves at all only if it clearly beats showing what is popular.
      </p>
      {metrics && (
        <table className="w-full border-collapse border-t border-line text-[0.94rem]">
          <caption className="sr-only">Measured scores of model {model.id}</caption>
          <thead className="text-left text-xs text-soft">
            <tr>
              <th scope="col" className="py-2 pr-4 font-normal">
                Measure
              </th>
              <th scope="col" className="py-2 text-right font-normal">
                Model {model.id}
              </th>
              <th scope="col" className="py-2 pl-4 text-right font-normal">
                What is popular
              </th>
            </tr>
          </thead>
          <tbody>
            <Score
              name="Hits among the first ten, the higher up the better (NDCG@10)"
              own={decimals(metrics.ndcg10, 3)}
              popular={decimals(metrics.popularityNdcg10, 3)}
            />
            <Score
              name="Liked films found among the first twenty (recall@20)"
              own={`${decimals(100 * metrics.recall20, 1)} %`}
            />
            <Score
              name="Films of the catalogue in somebody’s first ten"
              own={`${decimals(100 * metrics.coverage10, 1)} %`}
            />
            <Score name="Members measured" own={count(metrics.users)} />
          </tbody>
        </table>
      )}
      <p className="text-soft">
        Trained on {plural(model.likes, "like")} of {plural(model.people, "member")} among{" "}
        {plural(model.films, "film")}
        {model.publishedAt && `; serving since ${time(model.publishedAt)}`}.
      </p>
    </>
  );
}

function Score({ name, own, popular }: { name: string; own: string; popular?: string }) {
  return (
    <tr className="border-t border-line">
      <th scope="row" className="py-2.5 pr-4 text-left font-normal">
        {name}
      </th>
      <td className="numeral py-2.5 text-right text-xl">{own}</td>
      <td className="numeral py-2.5 pl-4 text-right text-xl text-soft">
        {popular ?? (
          <>
            <span aria-hidden="true">–</span>
            <span className="sr-only">not measured</span>
          </>
        )}
      </td>
    </tr>
  );
}
