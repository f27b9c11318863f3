"use client";

import { Failure } from "@/components/site/failure";

export default function ErrorPage(props: { error: Error & { digest?: string }; retry: () => void }) {
  return <Failure {...props} />;
}
