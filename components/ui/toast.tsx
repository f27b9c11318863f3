"use client";

import { useEffect, useSyncExternalStore } from "react";

interface Toast {
  id: number;
  text: string;
  detail: string | null;
  action: { label: string; run: () => void } | null;
}

const STAYS_MS = 8000;
let serial = 0;
let standing: Toast | null = null;
const listeners = new Set<() => void>();

function put(next: Toast | null): void {
  standing = next;
  for (const listener of listeners) listener();
}

/** Says something at the foot of the page, in place of what was said before; the action is offered beside it. */
export function toast(text: string, more: { detail?: string; action?: Toast["action"] } = {}): void {
  serial += 1;
  put({ id: serial, text, detail: more.detail ?? null, action: more.action ?? null });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Where toasts appear: one polite live region, there from the start. */
export function Toaster() {
  const shown = useSyncExternalStore(
    subscribe,
    () => standing,
    () => null,
  );
  useEffect(() => {
    if (!shown) return;
    const timer = setTimeout(() => standing?.id === shown.id && put(null), STAYS_MS);
    return () => clearTimeout(timer);
  }, [shown]);

  return (
    <div
      role="status"
      aria-live="polite"
      className="pointer-events-none fixed inset-x-0 bottom-0 z-20 grid place-items-center p-4"
    >
      {shown && (
        <div
          key={shown.id}
          className="pointer-events-auto flex max-w-full animate-[arrive_180ms_var(--ease-quick)] items-center gap-4 rounded-[3px] bg-ink px-4 py-1.5 text-ground"
        >
          <p className="py-1.5 text-[0.94rem]">
            {shown.text}
            {shown.detail && <span className="block text-xs opacity-75">{shown.detail}</span>}
          </p>
          {shown.action && (
            <button
              type="button"
              className="min-h-11 px-2 font-semibold underline underline-offset-4"
              onClick={() => {
                shown.action?.run();
                put(null);
              }}
            >
              {shown.action.label}
            </button>
          )}
        </div>
      )}
    </div>
  );
}
