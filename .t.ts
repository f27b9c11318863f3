import { addMovie, updateMovie, trashMovie } from "./server/catalog/commands";
import { movieInput, moviePatch, movieQuery } from "./server/catalog/schema";
import { findMoviePage } from "./server/catalog/movie-page";
import { rateMovie, clearRating } from "./server/ratings/commands";
import { publishChanges } from "./server/ranking/publish";
import { db } from "./server/db";
const u = await db().user.create({data:{email:`a${Date.now()}@b.c`,handle:`h${Date.now()}`,name:"A"}});
const r = await Promise.allSettled(Array.from({length:5},()=>addMovie(movieInput.parse({title:"The Third Man "+u.id,year:1949,genres:["drama","noir"],directors:["Carol Reed"],cast:["Orson Welles"]}),{userId:u.id})));
console.log(r.map(x=>x.status==="fulfilled"?x.value:x.reason.code+JSON.stringify(x.reason.data)));
const dup = await addMovie(movieInput.parse({title:"the third  man: "+u.id,year:1949,allowDuplicate:true}),{userId:u.id});
console.log(dup);
await updateMovie(dup.id, moviePatch.parse({releaseDate:"1949-09-02",genres:["crime"],runtimeMinutes:90,title:"Dup "+u.id}),1,{userId:u.id});
await updateMovie(dup.id, moviePatch.parse({title:"Dupp"+u.id}),1,{userId:u.id}).catch(e=>console.log(e.code));
for (let i=0;i<7;i++){ const m=await addMovie(movieInput.parse({title:`Film ${i} of ${u.id}`,year:1990+i}),{userId:u.id}); console.log(await rateMovie({movieId:m.id,userId:u.id,value:i+3}), (await db().user.findUnique({where:{id:u.id}}))?.ratingCount); }
console.log(await rateMovie({movieId:dup.id,userId:u.id,value:8}), await rateMovie({movieId:dup.id,userId:u.id,value:8}), await rateMovie({movieId:dup.id,userId:u.id,value:9}));
await clearRating({movieId:dup.id,userId:u.id}); await clearRating({movieId:dup.id,userId:u.id});
console.log((await db().user.findUnique({where:{id:u.id}}))?.ratingCount, await db().dirtyMovie.count(), await db().outbox.count());
for (const q of [{},{sort:"title"},{sort:"year",order:"desc"},{genre:"drama"},{decade:"1990s"},{q:"FILM 3"},{country:"GB"},{order:"desc",pageSize:"2"},{genre:"drama",decade:"1940s"}]) { const p=await findMoviePage(movieQuery.parse(q)); console.log(JSON.stringify(q),p.total,JSON.parse(p.data).length, p.data.slice(0,90)); }
await trashMovie(dup.id,{userId:u.id}); await trashMovie(dup.id,{userId:u.id}).catch(e=>console.log(e.code));
await db().$disconnect();
