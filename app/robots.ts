import type { MetadataRoute } from "next";

/** Search engines are welcome to the lists and films, and may see that a search is not for them. */
export default function robots(): MetadataRoute.Robots {
  return { rules: { userAgent: "*", allow: "/api/docs", disallow: ["/admin", "/api/", "/me", "/for-you"] } };
}
