import { useSyncExternalStore } from "react";

const never = () => () => {};

/**
 * Whether React is alive on the page. A form that is sent before then goes out as the browser does it, and
 * what was typed with it: buttons of such forms wait.
 */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
