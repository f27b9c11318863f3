"use client";

import { useEffect, useEffectEvent, useState } from "react";

/**
 * Calls `onChange` when a run (or any, without an id) has changed, until the page goes.
 * @returns whether the site tells of changes just now; the browser opens a broken stream again by itself.
 */
export function useRunEvents(runId: string | null, onChange: () => void): boolean {
  const [live, setLive] = useState(false);
  const changed = useEffectEvent(onChange);
  useEffect(() => {
    const search = runId === null ? "" : `?${new URLSearchParams({ runId })}`;
    const source = new EventSource(`/api/admin/runs/events${search}`);
    source.addEventListener("changed", () => changed());
    source.addEventListener("open", () => setLive(true));
    source.addEventListener("error", () => setLive(false));
    return () => source.close();
  }, [runId]);
  return live;
}
