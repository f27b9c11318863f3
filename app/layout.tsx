import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { Footer } from "@/components/site/footer";
import { Header } from "@/components/site/header";
import { themeScript } from "@/components/ui/theme-script";
import { Toaster } from "@/components/ui/toast";
import { display, displayExtended, sans, sansExtended } from "./fonts";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Marquee: films ranked in the open", template: "%s · Marquee" },
  description: "Films ranked by the votes of their community, with the working shown.",
  openGraph: { siteName: "Marquee", type: "website" },
};

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f8f4ec" },
    { media: "(prefers-color-scheme: dark)", color: "#120d0a" },
  ],
};

/** The shell of every page: static, the same for everybody; who is looking arrives as an island. */
export default function RootLayout({ children }: { children: ReactNode }) {
  const fonts = [display, displayExtended, sans, sansExtended].map((font) => font.variable).join(" ");
  return (
    <html lang="en" className={fonts} suppressHydrationWarning>
      <head>
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of ours that must run before the first paint */}
        <script dangerouslySetInnerHTML={{ __html: themeScript }} />
      </head>
      <body>
        <Header />
        <main id="main" tabIndex={-1} className="outline-none">
          {children}
        </main>
        <Footer />
        <Toaster />
      </body>
    </html>
  );
}
