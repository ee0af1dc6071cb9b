/** `npm run dev`: the API and the live socket come from the server beside the Angular development server. */
const target = process.env.FLEET_DEV_API ?? 'http://127.0.0.1:3000';

export default {
  '/api': { target, changeOrigin: false },
  '/socket.io': { target, changeOrigin: false, ws: true },
};
