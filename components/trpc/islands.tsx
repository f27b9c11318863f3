"use client";

import { type ComponentType, type ReactNode, useEffect, useState } from "react";
import { toast } from "../ui/toast";

/**
 * A part of a public page that is the viewer's own. Its code, and the client of the procedures with it, comes once
 * the page is alive: nobody waits for it who came to read. Needs no ApiProvider around it.
 */
function late<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  meanwhile: ReactNode = null,
): ComponentType<Props> {
  let come: { ApiProvider: ComponentType<{ children: ReactNode }>; Part: ComponentType<Props> } | undefined;
  // biome-ignore lint/correctness/noComponentHookFactories: called below, once for each island
  return function Late(props: Props) {
    const [held, hold] = useState(come);
    useEffect(() => {
      if (come) return hold(come);
      Promise.all([import("./provider"), load()]).then(
        ([{ ApiProvider }, Part]) => {
          come = { ApiProvider, Part };
          hold(come);
        },
        () => toast("A part of this page didn’t come. Check your connection and load the page again."),
      );
    }, []);
    if (!held) return meanwhile;
    const { ApiProvider, Part } = held;
    return (
      <ApiProvider>
        <Part {...props} />
      </ApiProvider>
    );
  };
}

export const ViewerMenu = late(
  () => import("../site/viewer-menu").then((module) => module.ViewerMenu),
  <span className="h-11 w-20" aria-hidden="true" />,
);
export const ForYouShelf = late(() =>
  import("../recommendations/for-you-shelf").then((module) => module.ForYouShelf),
);
export const EditLink = late(() => import("../movie/edit-link").then((module) => module.EditLink));
export const OwnRatings = late(() => import("../movie/own-ratings").then((module) => module.OwnRatings));
