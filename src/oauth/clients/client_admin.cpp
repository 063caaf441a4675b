#include <algorithm>

#include <boost/json/serialize.hpp>

#include <tessera/codec/base64url.hpp>
#include <tessera/codec/rfc3339.hpp>
#include <tessera/crypto/digest.hpp>
#include <tessera/oauth/make.hpp>
#include <tessera/people/acting_event.hpp>

#include "oauth/clients/portal_permissions.hpp"
#include "oauth/clients/sector_document.hpp"
#include "oauth/grants/grant.hpp"

namespace tessera::oauth {
namespace {

struct FreshSecret {
  Secret text;
  ClientSecret stored;
};

FreshSecret make_secret(TimePoint now, Random& random) {
  auto bytes = random.bytes(32);
  FreshSecret out{.text = Secret(codec::to_base64url(bytes))};
  wipe(bytes.data(), bytes.size());
  const auto digest = crypto::sha256(out.text.reveal_bytes());
  out.stored = {.id = make_uuid4(random), .digest = {digest.begin(), digest.end()}, .created = now};
  return out;
}

bool may_become(ClientStatus from, ClientStatus to) {
  switch (to) {
    case ClientStatus::draft:
      return false;
    case ClientStatus::approved:
      return from == ClientStatus::draft || from == ClientStatus::suspended;
    case ClientStatus::suspended:
      return from == ClientStatus::approved;
    case ClientStatus::expired:
      return from != ClientStatus::expired;
  }
  return false;
}

bool has_secret(const ClientRegistration& r) {
  return r.token_endpoint_auth_method == ClientAuthMethod::client_secret_basic ||
         r.token_endpoint_auth_method == ClientAuthMethod::client_secret_post;
}

bool matches(const Client& client, const ClientQuery& query) {
  if (query.status && client.status != *query.status) return false;
  if (query.search.empty()) return true;
  const auto& r = client.registration;
  return r.name.find(query.search) != std::string::npos ||
         r.owner.find(query.search) != std::string::npos || to_string(client.id) == query.search;
}

class Admin final : public ClientAdmin {
 public:
  explicit Admin(const OauthParts& parts) : parts_(parts) {}

  Task<ClientPage> list(const ClientQuery& query) override {
    const auto snapshot = co_await parts_.clients.fresh();
    const auto limit = std::clamp<std::size_t>(query.limit, 1, 200);
    ClientPage page;
    snapshot->visit_after(query.after, [&](const Client& client) {
      if (!matches(client, query)) return true;
      const bool full = page.clients.size() == limit;
      if (full) {
        page.next = page.clients.back().id;
      } else {
        page.clients.push_back(client);
      }
      return !full;
    });
    co_return page;
  }

  Task<Result<Client>> get(const Uuid& id) override {
    const auto entry = co_await load(id);
    if (!entry) co_return unknown();
    co_return entry->client;
  }

  Task<std::vector<SecretInfo>> secrets(const Uuid& id) override {
    std::vector<SecretInfo> out;
    if (const auto entry = co_await load(id)) {
      for (const auto& secret : entry->secrets) out.push_back({secret.created, secret.expires});
    }
    co_return out;
  }

  Task<Result<NewClient>> create(const ClientRegistration& wish, const people::ActingAs& by,
                                 const RequestContext& context) override {
    auto registration = wish;
    if (auto good = co_await check(registration); !good) co_return std::unexpected(good.error());
    NewClient out;
    out.client = {.id = make_uuid4(parts_.random),
                  .registration = registration,
                  .created = context.received,
                  .updated = context.received};
    ClientChange change{.client = out.client, .now = context.received};
    if (has_secret(registration)) {
      auto secret = make_secret(context.received, parts_.random);
      change.new_secret = std::move(secret.stored);
      out.secret = std::move(secret.text);
    }
    change.events.push_back(event("client.created", out.client.id, by, context));
    if (auto saved = co_await save(change); !saved) co_return std::unexpected(saved.error());
    out.client.version = 1;
    co_return out;
  }

  Task<Result<Client>> update(const Uuid& id, const ClientRegistration& wish,
                              std::optional<std::int64_t> version, const people::ActingAs& by,
                              const RequestContext& context) override {
    auto client = co_await replaced(id, wish, version);
    if (!client) co_return client;
    std::vector<audit::Event> events;
    events.push_back(event("client.updated", id, by, context));
    co_return co_await change_client(std::move(*client), false, std::move(events), context);
  }

  Task<Result<Client>> resubmit(const Uuid& id, const ClientRegistration& wish,
                                std::int64_t version, const people::ActingAs& by,
                                const RequestContext& context) override {
    auto client = co_await replaced(id, wish, version);
    if (!client) co_return client;
    std::vector<audit::Event> events;
    events.push_back(event("client.updated", id, by, context));
    const bool leaves = client->status == ClientStatus::approved;
    if (leaves) {
      client->status = ClientStatus::suspended;
      events.push_back(event("client.suspended", id, by, context));
      events.back().reason = "changed by its owner";
    }
    co_return co_await change_client(std::move(*client), leaves, std::move(events), context);
  }

  Task<Result<Client>> set_status(const Uuid& id, ClientStatus to, std::string reason,
                                  const people::ActingAs& by, const RequestContext& context,
                                  std::optional<std::int64_t> version) override {
    const auto entry = co_await load(id);
    if (!entry) co_return unknown();
    if (version && *version != entry->client.version) co_return changed();
    if (!may_become(entry->client.status, to)) {
      co_return fail(Errc::conflict, "client.transition", "The client cannot take this state now.");
    }
    auto client = entry->client;
    const bool leaves = client.status == ClientStatus::approved;
    client.status = to;
    auto done = event("client." + std::string(to_string(to)), id, by, context);
    done.reason = std::move(reason);
    std::vector<audit::Event> events;
    events.push_back(std::move(done));
    co_return co_await change_client(std::move(client), leaves, std::move(events), context);
  }

  Task<Result<NewClient>> rotate_secret(const Uuid& id, Duration overlap,
                                        const people::ActingAs& by,
                                        const RequestContext& context) override {
    const auto entry = co_await load(id);
    if (!entry) co_return unknown();
    if (!has_secret(entry->client.registration))
      co_return fail(Errc::conflict, "client.public",
                     "This client proves itself without a secret.");
    auto secret = make_secret(context.received, parts_.random);
    ClientChange change{.client = entry->client,
                        .new_secret = std::move(secret.stored),
                        .cut_secrets = context.received + std::max(overlap, Duration{0}),
                        .now = context.received};
    change.client.updated = context.received;
    change.events.push_back(event("client.secret.rotated", id, by, context));
    change.messages = tell_contacts(change.client, context);
    if (auto saved = co_await save(change); !saved) co_return std::unexpected(saved.error());
    ++change.client.version;
    co_return NewClient{std::move(change.client), std::move(secret.text)};
  }

 private:
  static std::unexpected<Error> unknown() {
    return fail(Errc::not_found, "client.unknown", "There is no such client.");
  }
  static std::unexpected<Error> changed() {
    return fail(Errc::precondition, "client.changed", "The client was changed by somebody else.");
  }

  [[nodiscard]] Task<ClientRef> load(const Uuid& id) {
    const auto snapshot = co_await parts_.clients.fresh();
    co_return snapshot->find(to_string(id));
  }

  // Also puts the host of sector_identifier_uri into `sector`.
  [[nodiscard]] Task<Result<void>> check(ClientRegistration& registration) {
    const auto snapshot = co_await parts_.clients.fresh();
    const auto* profile = snapshot->profile(registration.profile);
    if (profile == nullptr) {
      Error error{
          .code = Errc::invalid, .id = "client.invalid", .text = "The registration is not valid."};
      error.fields.push_back({"/profile", "unknown_value", {}});
      co_return std::unexpected(std::move(error));
    }
    if (auto good = check_registration(registration, *profile); !good) co_return good;
    co_return co_await check_sector_document(registration, parts_.fetch);
  }

  // The client as it shall be, with another registration.
  [[nodiscard]] Task<Result<Client>> replaced(const Uuid& id, ClientRegistration registration,
                                              std::optional<std::int64_t> version) {
    const auto entry = co_await load(id);
    if (!entry) co_return unknown();
    if (version && *version != entry->client.version) co_return changed();
    if (auto good = co_await check(registration); !good) co_return std::unexpected(good.error());
    const bool is_public = registration.token_endpoint_auth_method == ClientAuthMethod::none;
    if (entry->is_public() != is_public) {
      co_return fail(Errc::conflict, "client.kind",
                     "A public client cannot become a confidential one, or back.");
    }
    auto client = entry->client;
    client.registration = std::move(registration);
    co_return client;
  }

  [[nodiscard]] Task<Result<Client>> change_client(Client client, bool revoke_grants,
                                                   std::vector<audit::Event> events,
                                                   const RequestContext& context) {
    client.updated = context.received;
    const ClientChange change{.client = client,
                              .revoke_grants = revoke_grants,
                              .now = context.received,
                              .events = std::move(events)};
    if (auto saved = co_await save(change); !saved) co_return std::unexpected(saved.error());
    ++client.version;
    co_return client;
  }

  // A secret changes without four eyes (docs/adr/0039), so whoever runs the client is told.
  [[nodiscard]] std::vector<OutboxMessage> tell_contacts(const Client& client,
                                                         const RequestContext& context) const {
    std::vector<OutboxMessage> out;
    for (const auto& contact : client.registration.contacts) {
      const boost::json::object mail{
          {"to", contact},
          {"template", "client_secret"},
          {"locale", context.locale.empty() ? "en" : context.locale},
          {"data", boost::json::object{{"client_name", client.registration.name},
                                       {"client_id", to_string(client.id)},
                                       {"time", codec::render_rfc3339(context.received)}}}};
      const auto text = boost::json::serialize(mail);
      const auto id = make_uuid7(context.received, parts_.random);
      out.push_back(
          {.id = id,
           .kind = "mail",
           .payload = parts_.keyring.get()->seal(crypto::kPurposeSecretBox, as_bytes(text),
                                                 outbox_context(id), parts_.random)});
    }
    return out;
  }

  // The change acts on this node with the answer, on the others within a second.
  [[nodiscard]] Task<Result<void>> save(ClientChange change) {
    change.permissions = portal_permissions(change.client.registration);
    const auto saved = co_await parts_.client_store.save(change);
    if (saved.namespace_taken)
      co_return fail(Errc::conflict, "client.namespace",
                     "The namespace belongs to another client, or this client has another one.");
    if (!saved.saved) co_return changed();
    if (!saved.revoked.empty()) {
      co_await parts_.states.revoke_grants(saved.revoked, grants::kRememberRevoked);
    }
    (void)co_await parts_.clients.fresh();
    co_return Result<void>{};
  }

  [[nodiscard]] static audit::Event event(std::string type, const Uuid& client,
                                          const people::ActingAs& by,
                                          const RequestContext& context) {
    auto out = people::acting_event(std::move(type), by, context);
    out.object_type = "client";
    out.object_id = to_string(client);
    return out;
  }

  OauthParts parts_;
};

}  // namespace

std::unique_ptr<ClientAdmin> make_client_admin(const OauthParts& parts) {
  return std::make_unique<Admin>(parts);
}

}  // namespace tessera::oauth
