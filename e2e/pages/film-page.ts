import type { Locator, Page } from "@playwright/test";

/** A film's page. */
export class FilmPage {
  readonly stars: Locator;
  readonly votes: Locator;

  constructor(readonly page: Page) {
    this.stars = page.getByRole("group", { name: /^Your rating of/ });
    this.votes = page.getByRole("table", { name: /of members by value/ });
  }

  star(value: number): Locator {
    return this.stars.getByRole("radio", { name: `${value} of 10` });
  }

  get noRating(): Locator {
    return this.stars.getByRole("radio", { name: "No rating" });
  }

  said(text: string | RegExp): Locator {
    return this.page.getByRole("status").filter({ hasText: text });
  }
}
