#include <array>

#include "app/config/settings.hpp"

namespace tessera::app {
namespace {

using enum SettingType;

constexpr std::array kSpecs{
    SettingSpec{"server.public_url", text, "", "The one public address; the issuer, byte for byte.",
                "https://login.example.gov"},
    SettingSpec{"server.io_threads", integer, "0", "I/O threads; 0 means one per core."},
    SettingSpec{
        "server.drain_delay", duration, "1s",
        "How long a node serves on after SIGTERM, already not ready, so that balancers see it."},
    SettingSpec{"server.drain", duration, "10s", "How long open requests may end after SIGTERM."},
    SettingSpec{"server.default_locale", text, "en", "Language when nothing else decides."},
    SettingSpec{"server.pseudo_locales", boolean, "false",
                "Offer the test languages en-XA and ar-XB."},
    SettingSpec{"limits.headers", size, "16KB", "Largest request head."},
    SettingSpec{"limits.form", size, "64KB", "Largest form."},
    SettingSpec{"limits.json", size, "1MB", "Largest JSON body."},
    SettingSpec{"limits.evidence", size, "8MB", "Largest evidence upload."},
    SettingSpec{"limits.evidence_uploads", integer, "4", "Evidence uploads at once per node."},
    SettingSpec{"limits.header_time", duration, "10s", "Time to send a request head."},
    SettingSpec{"limits.request_time", duration, "30s", "Time for a whole request."},
    SettingSpec{"limits.idle_time", duration, "60s", "Idle time of a kept connection."},
    SettingSpec{"limits.connections", integer, "10000", "Connections at once."},
    SettingSpec{"limits.connections_per_address", integer, "200",
                "Connections at once per address."},
    SettingSpec{"database.url", secret, "", "PostgreSQL as the application role.",
                "postgresql://tessera_app@db.internal/tessera?sslmode=verify-full"},
    SettingSpec{"database.owner_url", secret, "",
                "PostgreSQL as the owner role: migrations and changes of keys."},
    SettingSpec{"database.connections", integer, "8", "Connections per node."},
    SettingSpec{"database.queue", integer, "256", "Waiting statements before 503."},
    SettingSpec{"database.statement_timeout", duration, "5s", "Longest statement."},
    SettingSpec{"redis.url", secret, "", "redis://, rediss://, redis+sentinel:// or unix:/path.",
                "redis+sentinel://s1:26379,s2:26379,s3:26379/tessera/0"},
    SettingSpec{"redis.username", text, "", "ACL name."},
    SettingSpec{"redis.password", secret, "", "ACL password."},
    SettingSpec{"redis.timeout", duration, "2s", "Longest command."},
    SettingSpec{"keys.master_key_file", text, "",
                "File with the master key (64 hex digits, mode 0600)."},
    SettingSpec{"keys.other_master_key_file", text, "",
                "A second master key that is accepted, while `tessera keys rewrap` is due."},
    SettingSpec{"hashing.threads", integer, "0", "Hashing workers; 0 means one per core."},
    SettingSpec{"hashing.memory", size, "19MB", "Argon2id memory."},
    SettingSpec{"hashing.passes", integer, "2", "Argon2id passes."},
    SettingSpec{"hashing.queue_time", duration, "2s", "Work that may wait before 503."},
    SettingSpec{"throttle.account_failures", integer, "10",
                "Failed sign-ins per account and lane before delays."},
    SettingSpec{"throttle.first_delay", duration, "30s", "Delay after them; doubled each time."},
    SettingSpec{"throttle.longest_delay", duration, "1h", "Longest delay."},
    SettingSpec{"throttle.network_failures", integer, "60",
                "Failures per IPv4 address or IPv6 /64 in the window."},
    SettingSpec{"throttle.network_large_failures", integer, "300",
                "Failures per IPv6 /48 in the window."},
    SettingSpec{"throttle.window", duration, "10m", "Window of the network counters."},
    SettingSpec{"mail.transport", text, "smtp", "smtp, or folder (development only)."},
    SettingSpec{"mail.folder", text, "", "Folder for transport = folder."},
    SettingSpec{"mail.smtp_url", text, "", "smtp:// (STARTTLS) or smtps://.",
                "smtp://mail.internal:587"},
    SettingSpec{"mail.smtp_username", text, "", "Name at the mail server."},
    SettingSpec{"mail.smtp_password", secret, "", "Password at the mail server."},
    SettingSpec{"mail.ca_file", text, "", "CA of the mail server, if it is not the system's."},
    SettingSpec{"mail.from", text, "", "Sender address of all mail.", "no-reply@login.example.gov"},
    SettingSpec{"management.address", text, "127.0.0.1:9000",
                "Health, metrics and version; plain."},
    SettingSpec{"management.admin_socket", text, "",
                "Unix socket of the admin API for the local CLI."},
    SettingSpec{"oauth.dpop_nonce", text, "offered",
                "Nonces in DPoP proofs: off, offered (with every answer to a proof) or required."},
    SettingSpec{"aliases.keycloak_realm", text, "",
                "Also serve the paths that Keycloak has for this realm.", "gov"},
    SettingSpec{"aliases.paths", texts, "", "Further paths for endpoints, as /old=/new.",
                "/oauth/token=/oauth2/token"},
    SettingSpec{"registration.open", boolean, "false",
                "Anybody may register clients that serve at once: test systems only."},
    SettingSpec{"registration.unused_after", duration, "0s",
                "Clients that registered themselves expire when unused for so long; 0s: never.",
                "90d"},
    SettingSpec{"outbound.allow_private", texts, "",
                "CIDRs that outbound calls may reach although private."},
    SettingSpec{"outbound.allow_http", boolean, "false",
                "Allow http:// for outbound calls (development only)."},
    SettingSpec{"outbound.ca_file", text, "", "CA for outbound calls, if it is not the system's."},
    SettingSpec{"audit.head_file", text, "", "File to which each signed head is appended."},
    SettingSpec{"log.level", text, "info", "debug, info, warn or error."},
    SettingSpec{"log.file", text, "", "File; empty means stderr."},
    SettingSpec{"log.access", boolean, "true", "One line per request."},
};

}  // namespace

std::span<const SettingSpec> setting_specs() {
  return kSpecs;
}

}  // namespace tessera::app
