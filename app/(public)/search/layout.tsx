import { type ReactNode, Suspense } from "react";
import { SearchForm, WordsForm } from "@/components/search/search-form";

/** What all searches have in common: who searches again keeps the form, and their place in it. */
export default function SearchLayout({ children }: { children: ReactNode }) {
  return (
    <div className="wrap">
      <h1 className="pt-5 text-[2rem] sm:pt-10 sm:text-6xl">Search</h1>
      <Suspense fallback={<WordsForm />}>
        <SearchForm />
      </Suspense>
      {children}
    </div>
  );
}
