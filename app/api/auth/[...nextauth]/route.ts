export { handleAuth as GET, handleAuth as POST } from "@/server/api/auth-handler";
