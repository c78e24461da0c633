// SPDX-License-Identifier: MIT
import type { CompatServer } from '../../../src/cli/compat-server.ts';
import { AB, benchmark, CERTIFICATE, CURL, KEPT, LARGE, PAGES, RANGES, SITE } from '../support/site.ts';

const CONFIGURATION = `daemon off; master_process off; user root; pid /tmp/pid; error_log /dev/stderr;
events {}
http {
  include /etc/nginx/mime.types; access_log off; sendfile on; tcp_nopush on; gzip on;
  client_body_temp_path /tmp/body; proxy_temp_path /tmp/proxy; fastcgi_temp_path /tmp/fastcgi;
  uwsgi_temp_path /tmp/uwsgi; scgi_temp_path /tmp/scgi;
  server {
    listen 80; listen 443 ssl; root /www; ssl_protocols TLSv1.2 TLSv1.3;
    ssl_certificate /etc/ssl/certificate.pem; ssl_certificate_key /etc/ssl/certificate.pem;
  }
}
`;

const TLS = `for version in 1.2 1.3; do
  curl -sS --tlsv$version --tls-max $version --cacert "$FILES/certificate.pem" --resolve "guest:$TLS_PORT:127.0.0.1" \\
    -r 0-999999 "https://guest:$TLS_PORT/large.bin" -w '%{stderr}%{ssl_verify_result} %{http_code}\\n' 2>&1 >part
  sha256sum part
done`;

export const server: CompatServer = {
  name: 'nginx',
  package: 'nginx-light',
  ports: { PORT: 80, TLS_PORT: 443 },
  fixtures: [...SITE, CERTIFICATE, { name: 'nginx.conf', make: () => CONFIGURATION }],
  files: {
    '/www': 'site',
    '/etc/nginx/nginx.conf': 'nginx.conf',
    '/etc/ssl/certificate.pem': 'certificate.pem',
  },
  clients: [CURL, AB],
  talks: [
    PAGES,
    LARGE,
    RANGES,
    KEPT,
    { name: 'TLS 1.2 and 1.3 with a certificate of its own', script: TLS, quick: true },
    benchmark('/index.html'),
  ],
};
