import type { Locator, Page } from "@playwright/test";
import { viewerKnown } from "./masthead";

/** The staff desk's add form. */
export class AddFilmPage {
  readonly title: Locator;
  readonly year: Locator;
  readonly add: Locator;

  constructor(readonly page: Page) {
    this.title = page.getByLabel("Title", { exact: true });
    this.year = page.getByLabel("Year", { exact: true });
    this.add = page.getByRole("button", { name: "Add the film" });
  }

  async open(): Promise<void> {
    await this.page.goto("/admin/movies/new");
    await viewerKnown(this.page);
  }

  async fill(title: string, year: string): Promise<void> {
    await this.title.fill(title);
    await this.year.fill(year);
  }
}
