#include <tessera/oauth/registration_service.hpp>

#include <algorithm>
#include <array>

#include <tessera/codec/base64url.hpp>
#include <tessera/codec/json.hpp>
#include <tessera/crypto/digest.hpp>
#include <tessera/oauth/errors.hpp>
#include <tessera/oauth/metadata.hpp>

#include "oauth/clients/client_metadata.hpp"
#include "oauth/clients/initial_tokens.hpp"
#include "oauth/clients/registration_meter.hpp"

namespace tessera::oauth {
namespace {

namespace json = boost::json;
using Answer = Result<json::object>;
constexpr std::string_view kPrefix = "tsr_";  // for scanners that look for leaked secrets

const people::ActingAs kItself{.kind = "registration", .purpose = "registration"};

std::unexpected<Error> wrong_token() {
  return refuse("invalid_token", "the token is not known or not in force");
}

class Service final : public RegistrationService {
 public:
  explicit Service(const RegistrationParts& parts) : parts_(parts), tokens_(parts) {}

  Task<Answer> create(const json::object& metadata, std::string_view token,
                      const RequestContext& context) override {
    if (!meter_.admit(context.address, context.received)) {
      Error error{.code = Errc::rate_limited, .id = "slow_down"};
      error.text = "too many registrations from this network";
      error.retry_after_seconds = 60;
      co_return std::unexpected(std::move(error));
    }
    const auto admitted = co_await admit(token, context.received);
    if (!admitted) co_return std::unexpected(admitted.error());
    const auto registration = co_await read_metadata(metadata, admitted->limits);
    if (!registration) co_return std::unexpected(registration.error());
    if (admitted->id && !co_await parts_.store.take_token(*admitted->id, context.received))
      co_return wrong_token();
    auto by = kItself;
    by.id = admitted->id;
    auto made = co_await parts_.admin.create(*registration, by, context);
    if (!made) co_return refused(made.error());
    RegisteredClient row{
        .client = made->client.id, .initial_token = admitted->id, .registered = context.received};
    const auto text = co_await save_with_token(std::move(row));
    if (co_await approves(admitted->limits)) {
      const auto approved = co_await parts_.admin.set_status(
          made->client.id, ClientStatus::approved, "registration template", by, context);
      if (!approved) co_return refused(approved.error());
    }
    co_return describe(made->client, text, &made->secret);
  }

  Task<Answer> read(std::string_view client_id, std::string_view token,
                    const RequestContext&) override {
    const auto known = co_await authenticate(client_id, token);
    if (!known) co_return std::unexpected(known.error());
    const auto client = co_await parts_.admin.get(known->client);
    if (!client) co_return wrong_token();
    co_return describe(*client, std::string(token), nullptr);
  }

  Task<Answer> replace(std::string_view client_id, const json::object& metadata,
                       std::string_view token, const RequestContext& context) override {
    auto known = co_await authenticate(client_id, token);
    if (!known) co_return std::unexpected(known.error());
    if (auto good = check_replacement(client_id, metadata); !good)
      co_return std::unexpected(good.error());
    const auto client = co_await parts_.admin.get(known->client);
    if (!client) co_return wrong_token();
    const auto registration = co_await read_replacement(metadata, client->registration);
    if (!registration) co_return std::unexpected(registration.error());
    const auto changed = co_await approves(known->limits)
                             ? co_await parts_.admin.update(known->client, *registration,
                                                            client->version, kItself, context)
                             : co_await parts_.admin.resubmit(known->client, *registration,
                                                              client->version, kItself, context);
    if (!changed) co_return refused(changed.error());
    const auto text = co_await save_with_token(std::move(*known));
    co_return describe(*changed, text, nullptr);
  }

  Task<Result<void>> remove(std::string_view client_id, std::string_view token,
                            const RequestContext& context) override {
    const auto known = co_await authenticate(client_id, token);
    if (!known) co_return std::unexpected(known.error());
    co_return co_await expire(known->client, "removed by its owner", context);
  }

  Task<int> expire_unused(Duration unused, TimePoint now) override {
    int count = 0;
    const RequestContext context{.request_id = make_uuid7(now, parts_.random), .received = now};
    for (const auto& client : co_await parts_.store.unused_clients(now - unused)) {
      if (co_await expire(client, "unused", context)) ++count;
    }
    co_return count;
  }

  Task<Result<MadeToken>> create_token(const NewToken& wish, const people::ActingAs& by,
                                       const RequestContext& context) override {
    return tokens_.create(wish, by, context);
  }
  Task<std::vector<InitialAccessToken>> list_tokens() override {
    return parts_.store.list_tokens();
  }
  Task<Result<void>> revoke_token(const Uuid& id, const people::ActingAs& by,
                                  const RequestContext& context) override {
    return tokens_.revoke(id, by, context);
  }

 private:
  struct Admitted {
    std::optional<Uuid> id;
    RegistrationTemplate limits;
  };

  // RFC 7591 3: an initial access token, or nothing where the sandbox is open.
  [[nodiscard]] Task<Result<Admitted>> admit(std::string_view token, TimePoint now) {
    if (token.empty()) {
      if (!parts_.open) co_return refuse("invalid_token", "an initial access token is needed");
      co_return Admitted{.id = {}, .limits = sandbox_template()};
    }
    auto found = co_await parts_.store.find_token(token_digest(token));
    if (!found || !found->admits(now)) co_return wrong_token();
    co_return Admitted{.id = found->id, .limits = std::move(found->limits)};
  }

  // R37: where several people approve clients, no template does, of whatever time it is.
  [[nodiscard]] Task<bool> approves(const RegistrationTemplate& limits) {
    co_return limits.approve&& co_await parts_.store.approvals_needed() == 0;
  }

  // RFC 7592 2: the token that was issued for this very client.
  [[nodiscard]] Task<Result<RegisteredClient>> authenticate(std::string_view client_id,
                                                            std::string_view token) {
    const auto id = parse_uuid(client_id);
    if (!id || !token.starts_with(kPrefix)) co_return wrong_token();
    auto known = co_await parts_.store.find_client(*id);
    if (!known || !equal_in_constant_time(known->digest, token_digest(token)))
      co_return wrong_token();
    if (!known->initial_token) known->limits = sandbox_template();
    co_return std::move(*known);
  }

  [[nodiscard]] Task<Result<ClientRegistration>> read_metadata(const json::object& metadata,
                                                               const RegistrationTemplate& limits) {
    const auto snapshot = co_await parts_.clients.current();
    const auto* profile = snapshot->profile(limits.profile);
    if (profile == nullptr)
      co_return refuse("invalid_client_metadata", "the profile is not known any more");
    // Before a use of the token is counted; what needs the network is checked by the admin service.
    co_return checked(parse_metadata(metadata, limits, *profile), *profile);
  }

  [[nodiscard]] Task<Result<ClientRegistration>> read_replacement(
      const json::object& metadata, const ClientRegistration& registered) {
    const auto snapshot = co_await parts_.clients.current();
    const auto* profile = snapshot->profile(registered.profile);
    if (profile == nullptr)
      co_return refuse("invalid_client_metadata", "the profile is not known any more");
    co_return checked(parse_replacement(metadata, registered, *profile), *profile);
  }

  [[nodiscard]] static Result<ClientRegistration> checked(Result<ClientRegistration> registration,
                                                          const ClientProfile& profile) {
    if (!registration) return registration;
    if (const auto good = check_registration(*registration, profile); !good)
      return metadata_error(good.error());
    return registration;
  }

  // RFC 7592 2.2: whole metadata of this client, without what only the server says.
  [[nodiscard]] static Result<void> check_replacement(std::string_view client_id,
                                                      const json::object& metadata) {
    const auto* named = codec::find_string(metadata, "client_id");
    if (named == nullptr || std::string_view(*named) != client_id)
      return refuse("invalid_client_metadata", "client_id is missing or another one");
    for (const auto* member : {"registration_access_token", "registration_client_uri",
                               "client_secret_expires_at", "client_id_issued_at"}) {
      if (metadata.contains(member))
        return refuse("invalid_client_metadata", std::string(member) + " is the server's");
    }
    // A secret is made here and never chosen by a client.
    if (metadata.contains("client_secret"))
      return refuse("invalid_client_metadata", "client_secret cannot be set");
    return {};
  }

  [[nodiscard]] Task<std::string> save_with_token(RegisteredClient row) {
    auto text = std::string(kPrefix) + codec::to_base64url(parts_.random.bytes(32));
    row.digest = token_digest(text);
    co_await parts_.store.save_client(row);
    co_return text;
  }

  [[nodiscard]] Task<Result<void>> expire(const Uuid& client, std::string reason,
                                          const RequestContext& context) {
    const auto expired = co_await parts_.admin.set_status(client, ClientStatus::expired,
                                                          std::move(reason), kItself, context);
    // One that administration expired before has nothing left but its token.
    if (!expired && expired.error().id != "client.transition")
      co_return std::unexpected(expired.error());
    co_await parts_.store.remove_client(client);
    co_return Result<void>{};
  }

  // What the rules of clients say, in the words of RFC 7591 3.2.2.
  [[nodiscard]] static std::unexpected<Error> refused(const Error& error) {
    if (error.id == "client.invalid") return metadata_error(error);
    if (error.code == Errc::conflict || error.code == Errc::precondition)
      return refuse("invalid_client_metadata", "the client cannot be changed in this way");
    return std::unexpected(error);
  }

  // RFC 7591 3.2.1, RFC 7592 3.
  [[nodiscard]] json::object describe(const Client& client, const std::string& token,
                                      const Secret* secret) const {
    auto out = to_metadata(client.registration);
    const auto id = to_string(client.id);
    out["client_id"] = id;
    out["client_id_issued_at"] = to_unix(client.created);
    out["registration_access_token"] = token;
    out["registration_client_uri"] = parts_.issuer + "/oauth2/register/" + id;
    if (secret != nullptr && !secret->empty()) {
      out["client_secret"] = secret->reveal();
      out["client_secret_expires_at"] = 0;
    }
    return out;
  }

  RegistrationParts parts_;
  InitialTokens tokens_;
  RegistrationMeter meter_;
};

}  // namespace

std::unique_ptr<RegistrationService> make_registration_service(const RegistrationParts& parts) {
  return std::make_unique<Service>(parts);
}

}  // namespace tessera::oauth
