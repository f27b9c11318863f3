import type { MetadataRoute } from "next";

/** Search engines are welcome to the lists and films; searches and what is a member's or the staff's are of no use to them. */
export default function robots(): MetadataRoute.Robots {
  return { rules: { userAgent: "*", disallow: ["/admin", "/api/", "/search", "/me", "/for-you"] } };
}
