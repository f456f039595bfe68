# For amd64 and arm64: docker buildx build --platform linux/amd64,linux/arm64 .
# No compiler anywhere: every native part comes as a finished binary in its package
# (without --ignore-scripts npm would compile better-sqlite3 all the same).

# The screens are the same for every processor, so they are built once, on the builder's own.
FROM --platform=$BUILDPLATFORM node:24-bookworm-slim AS screens
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN node scripts/build.ts \
 && mkdir -p /baari/kiosk-ui \
 && cp -r package.json server sync scripts /baari/ \
 && rm -rf /baari/server/test /baari/scripts/bench /baari/scripts/faults /baari/scripts/soak /baari/scripts/pictures \
 && cp -r kiosk-ui/dist /baari/kiosk-ui/

# What runs, for the processor it will run on. The packaged Node is for machines with an older one; this image has 24.
FROM node:24-bookworm-slim AS packages
WORKDIR /baari
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --omit=dev --no-audit --no-fund \
 && rm -rf node_modules/node-linux-* node_modules/.bin/node \
 && node -e "new (require('better-sqlite3'))(':memory:').close(); require('@node-rs/argon2')"

FROM node:24-bookworm-slim
ENV NODE_ENV=production DATA_DIR=/data PORT=8080
WORKDIR /baari
RUN mkdir /data && chown node:node /data
COPY --from=packages /baari/node_modules ./node_modules
COPY --from=screens /baari ./
USER node
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "server/main.ts"]
