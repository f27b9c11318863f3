import localFont from "next/font/local";

/**
 * Titles and numerals: Fraunces at the optical size 48 alone, which is half the bytes of all its sizes and serves ours:
 * `fonttools varLib.instancer fraunces-latin-opsz-normal.woff2 opsz=48 wght=300:650`, and the same of latin-ext, from
 * the files of @fontsource-variable/fraunces 5.3.0.
 */
export const display = localFont({
  src: "./fonts/fraunces-48-latin.woff2",
  variable: "--font-fraunces",
  weight: "300 650",
  display: "swap",
  adjustFontFallback: "Times New Roman",
});

/** All else: Instrument Sans. */
export const sans = localFont({
  src: "../node_modules/@fontsource-variable/instrument-sans/files/instrument-sans-latin-wght-normal.woff2",
  variable: "--font-instrument",
  weight: "400 700",
  display: "swap",
});

/** Letters beyond Latin-1, fetched only where a page has some. */
export const displayExtended = localFont({
  src: "./fonts/fraunces-48-latin-ext.woff2",
  variable: "--font-fraunces-extended",
  weight: "300 650",
  display: "swap",
  preload: false,
  adjustFontFallback: false,
  declarations: [
    {
      prop: "unicode-range",
      value:
        "U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+0304,U+0308,U+0329,U+1D00-1DBF,U+1E00-1E9F,U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF",
    },
  ],
});

export const sansExtended = localFont({
  src: "../node_modules/@fontsource-variable/instrument-sans/files/instrument-sans-latin-ext-wght-normal.woff2",
  variable: "--font-instrument-extended",
  weight: "400 700",
  display: "swap",
  preload: false,
  adjustFontFallback: false,
  declarations: [
    {
      prop: "unicode-range",
      value:
        "U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+0304,U+0308,U+0329,U+1D00-1DBF,U+1E00-1E9F,U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF",
    },
  ],
});
