"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../trpc/provider";
import { explainError } from "../ui/explain-error";
import { toast } from "../ui/toast";

/** What an admin does with models; each says what came of it and the desk looks again. */
export function useModelActions() {
  const trpc = useTRPC();
  const client = useQueryClient();
  const told = (text: string) => ({
    onSuccess: async () => {
      toast(text);
      await client.invalidateQueries(trpc.recommendations.pathFilter());
    },
    onError: (error: unknown) => toast(explainError(error).message),
  });
  return {
    train: useMutation(
      trpc.recommendations.train.mutationOptions(
        told("It is on its way. The gate decides when it is trained."),
      ),
    ),
    publish: useMutation(trpc.recommendations.publishModel.mutationOptions(told("It serves from now on."))),
    goBack: useMutation(
      trpc.recommendations.goBack.mutationOptions(told("The model before it serves again.")),
    ),
  };
}
