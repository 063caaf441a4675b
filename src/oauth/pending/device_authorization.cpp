#include <tessera/oauth/device_authorization.hpp>

#include <array>

#include <tessera/codec/base64url.hpp>
#include <tessera/crypto/digest.hpp>
#include <tessera/oauth/errors.hpp>
#include <tessera/oauth/grant_types.hpp>
#include <tessera/oauth/make.hpp>
#include <tessera/oauth/pending_service.hpp>

#include "oauth/claims/claims_text.hpp"
#include "oauth/network_limit.hpp"
#include "oauth/pending/pending_request.hpp"
#include "oauth/refusal_log.hpp"
#include "oauth/requests/request_event.hpp"
#include "oauth/steps/step.hpp"
#include "oauth/tokens/authorization_code.hpp"

namespace tessera::oauth {
namespace {

constexpr seconds kLife{600};
constexpr seconds kInterval{5};
constexpr NetworkLimit kStarts{"dv", 60, minutes{10}};  // of public clients: each takes memory

class Service final : public DeviceAuthorization {
 public:
  Service(const OauthParts& parts, ClientAuthenticator& authenticator)
      : parts_(parts), authenticator_(authenticator), refusals_(parts.journal) {}

  Task<Result<std::string>> start(const ClientCredentials& request,
                                  const RequestContext& context) override {
    if (request.form.duplicate({"resource"}))
      co_return refuse("invalid_request", "a parameter occurs more than once");
    const auto caller = co_await authenticator_.authenticate(request, context);
    if (!caller) co_return co_await refused(caller.error(), nullptr, context);
    auto answer = co_await run(caller->client, request.form, context);
    if (!answer) co_return co_await refused(answer.error(), caller->client.get(), context);
    co_return answer;
  }

 private:
  [[nodiscard]] Task<Result<std::string>> run(const ClientRef& client, const codec::Form& form,
                                              const RequestContext& context) {
    if (!client->may_use(kDeviceCodeGrant))
      co_return refuse("unauthorized_client", "this client may not use the device grant");
    if (client->is_public() && !co_await take_place(parts_.throttle, kStarts, context))
      co_return fail(Errc::rate_limited, "slow_down", "too many devices of one network");
    steps::Draft draft{.client = client, .request = {}};
    draft.request.client_id = client->client_id;
    draft.request.created = context.received;
    const auto clients = co_await parts_.clients.current();
    const steps::StepInput in{form, *clients, parts_.signer, parts_.issuer, context.received};
    if (const auto wrong = steps::run(steps::Entry::device, in, draft))
      co_return refuse(wrong->error.error, wrong->error.description);
    co_return co_await keep(*client, std::move(draft.request), context);
  }

  [[nodiscard]] Task<std::string> keep(const ClientEntry& client, AuthorizeRequest request,
                                       const RequestContext& context) {
    const auto now = context.received;
    const auto code = make_code(now, parts_.random);
    auto user_code = make_user_code(parts_.random);
    while (!co_await parts_.pending.name(user_code_hash(user_code), code.hash, kLife))
      user_code = make_user_code(parts_.random);
    const PendingDetails details{
        .request = std::move(request), .code = code.text, .user_code = user_code};
    const PendingRequest pending{
        .client = client.client.id,
        .sealed = seal_pending(details, *parts_.keyring.get(), parts_.random),
        .interval = kInterval,
        .expires = now + kLife};
    auto event = requested_event(client, "device", context);
    event.details["grant_id"] = to_string(code.grant);
    co_await parts_.journal.append_one(std::move(event));
    co_await parts_.pending.save(code.hash, pending, now);
    co_return render(code.text, show_user_code(user_code));
  }

  // RFC 8628 3.2.
  [[nodiscard]] std::string render(std::string_view device_code,
                                   const std::string& user_code) const {
    const auto uri = parts_.issuer + std::string(kDevicePath);
    ClaimsText out;
    out.text("device_code", device_code);
    out.text("user_code", user_code);
    out.text("verification_uri", uri);
    out.text("verification_uri_complete", uri + "?user_code=" + user_code);
    out.number("expires_in", kLife.count());
    out.number("interval", kInterval.count());
    return std::move(out).finish();
  }

  [[nodiscard]] Task<Result<std::string>> refused(Error error, const ClientEntry* client,
                                                  const RequestContext& context) {
    co_await refusals_.note({.type = "authorization.refused",
                             .object = "device_authorization",
                             .reason = error.id,
                             .client = client,
                             .metered = is_nobodys(client)},
                            context);
    co_return std::unexpected(std::move(error));
  }

  OauthParts parts_;
  ClientAuthenticator& authenticator_;
  RefusalLog refusals_;
};

}  // namespace

std::unique_ptr<DeviceAuthorization> make_device_authorization(const OauthParts& parts,
                                                               ClientAuthenticator& clients) {
  return std::make_unique<Service>(parts, clients);
}

}  // namespace tessera::oauth
