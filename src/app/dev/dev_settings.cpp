#include "app/dev/dev_settings.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <charconv>

namespace tessera::app {
namespace {

// A port that nobody has at the moment; whoever takes it before us makes the bind fail with a clear
// error.
int free_port(int wanted = 0) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(wanted));
  socklen_t length = sizeof(address);
  const bool bound = fd >= 0 && bind(fd, reinterpret_cast<sockaddr*>(&address), length) == 0 &&
                     getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) == 0;
  if (fd >= 0) close(fd);
  if (!bound && wanted != 0) return free_port();
  return bound ? ntohs(address.sin_port) : 0;
}

// Beside the pages: where clients show certificates (RFC 8705 5). The next port if it is free.
ListenerSetting make_mtls_listener(const HostPort& listen, const DevFolder& folder) {
  const auto address =
      listen.host + ":" + std::to_string(free_port(listen.port < 65535 ? listen.port + 1 : 0));
  return {.name = "mtls",
          .address = address,
          .certificate_file = folder.certificate().string(),
          .private_key_file = folder.private_key().string(),
          .client_certificate = "optional",
          .client_ca_file = folder.ca_file().string(),
          .public_url = "https://" + address};
}

// Two ports on, if that is free: where browsers are asked for a smart card.
ListenerSetting make_card_listener(const HostPort& listen, const DevFolder& folder) {
  const auto address =
      listen.host + ":" + std::to_string(free_port(listen.port < 65534 ? listen.port + 2 : 0));
  return {.name = "cards",
          .address = address,
          .certificate_file = folder.certificate().string(),
          .private_key_file = folder.private_key().string(),
          .client_certificate = "optional",
          .public_url = "https://" + address,
          .serves = "smartcards"};
}

SmartcardSetting make_card_setting(const DevFolder& folder) {
  return {.name = "demo",
          .anchors_file = (folder.cards() / "ca.crt").string(),
          .identifier = "{subject.serialNumber}",
          .level = "aal3",
          .populations = {"staff", "citizen"},
          .crls = {"file:" + (folder.cards() / "crl.pem").string()},
          .revocation_keep = "1m",
          .origin = "tessera dev"};
}

}  // namespace

Result<HostPort> parse_listen(const std::string& text) {
  const auto colon = text.rfind(':');
  HostPort out;
  const auto* begin = text.data() + (colon == std::string::npos ? 0 : colon + 1);
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(begin, end, out.port);
  if (colon == std::string::npos || colon == 0 || error != std::errc{} || stop != end ||
      out.port < 0 || out.port > 65535) {
    return fail(Errc::invalid, "dev.listen",
                "\"" + text + "\" is not HOST:PORT, as in localhost:8443");
  }
  out.host = text.substr(0, colon);
  if (out.port == 0) out.port = free_port();
  return out;
}

Settings make_dev_settings(const DevOptions& options, const HostPort& listen,
                           const DevFolder& folder, Cluster& cluster) {
  auto settings = Settings::load(std::nullopt, {}, {}).value();
  const auto set = [&](std::string_view key, std::string value) {
    settings.set(key, std::move(value), "tessera dev");
  };
  const auto address = listen.host + ":" + std::to_string(listen.port);
  set("server.public_url", "https://" + (listen.port == 443 ? listen.host : address));
  set("server.drain_delay", "0s");
  set("server.drain", "2s");
  set("server.pseudo_locales", "true");
  set("database.url", cluster.postgres().url("tessera_app", "tessera"));
  set("database.owner_url", cluster.postgres().url("tessera_owner", "tessera"));
  set("redis.url", cluster.redis().url());
  set("keys.master_key_file", folder.master_key().string());
  set("mail.transport", "folder");
  set("mail.folder", folder.outbox().string());
  set("mail.from", "no-reply@tessera.localhost");
  // The staff of the demo sign in with a password and a code.
  set("staff.privileged_acr", "urn:tessera:acr:aal2");
  set("management.address", options.management);
  set("management.admin_socket", (cluster.run_folder() / "admin.sock").string());
  set("outbound.allow_private", "127.0.0.0/8,::1");
  set("outbound.allow_http", "true");
  set("outbound.ca_file", folder.trusted_file().string());
  set("audit.head_file", (folder.root() / "heads.jsonl").string());
  set("log.file", (folder.root() / "log" / "tessera.log").string());
  settings.set_listeners({{.name = "public",
                           .address = address,
                           .certificate_file = folder.certificate().string(),
                           .private_key_file = folder.private_key().string()},
                          make_mtls_listener(listen, folder),
                          make_card_listener(listen, folder)});
  settings.set_smartcards({make_card_setting(folder)});
  return settings;
}

}  // namespace tessera::app
