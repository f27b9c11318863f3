import type { Metadata } from "next";
import { AuthFrame } from "@/components/member/auth-frame";
import { SignInForm } from "@/components/member/sign-in-form";

export const metadata: Metadata = { title: "Sign in", robots: { index: false } };

export default function SignInPage() {
  return (
    <AuthFrame title="Sign in" intro="Rate films, and see your votes move the lists.">
      <SignInForm />
    </AuthFrame>
  );
}
