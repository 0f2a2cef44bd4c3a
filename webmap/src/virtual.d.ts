/** The address of the map library's worker; see `build/mapWorker.ts`. */
declare module "virtual:map-worker" {
  const address: string;
  export default address;
}
