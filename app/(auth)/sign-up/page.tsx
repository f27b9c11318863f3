import type { Metadata } from "next";
import { AuthFrame } from "@/components/member/auth-frame";
import { SignUpForm } from "@/components/member/sign-up-form";

export const metadata: Metadata = { title: "Join", robots: { index: false } };

export default function SignUpPage() {
  return (
    <AuthFrame
      title="Join"
      intro="One vote for each film. It counts from the first, and in full from your fifth."
    >
      <SignUpForm />
    </AuthFrame>
  );
}
