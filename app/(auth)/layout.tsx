export { ApiProvider as default } from "@/components/trpc/provider";
