#include <tessera/oauth/pushed_request.hpp>

#include <array>

#include <tessera/codec/base64url.hpp>
#include <tessera/crypto/digest.hpp>
#include <tessera/oauth/errors.hpp>
#include <tessera/oauth/make.hpp>

#include "oauth/network_limit.hpp"
#include "oauth/refusal_log.hpp"
#include "oauth/requests/authorize_reader.hpp"
#include "oauth/requests/request_event.hpp"
#include "oauth/requests/request_source.hpp"

namespace tessera::oauth {
namespace {

constexpr std::size_t kSecret = 32;
// Of those who show no credentials, so that nobody fills the store.
constexpr NetworkLimit kPublicPushes{"par", 300, hours{1}};

Bytes name_of(std::string_view reference) {
  const auto digest = crypto::sha256(as_bytes(reference));
  return {digest.begin(), digest.end()};
}

class Service final : public PushedRequestService {
 public:
  Service(const OauthParts& parts, const Proofs& proofs)
      : parts_(parts), proofs_(proofs), sources_(parts, proofs.keys), refusals_(parts.journal) {}

  Task<Result<PushedRequest>> push(const ClientCredentials& request,
                                   const RequestContext& context) override {
    // RFC 6749 3.1 before anything costs; resource may be repeated (RFC 8707 2).
    if (request.form.duplicate({"resource"}))
      co_return refuse("invalid_request", "a parameter occurs more than once");
    const auto caller = co_await proofs_.authenticator.authenticate(request, context);
    if (!caller) {
      co_await refusals_.note({.type = "client.authentication.failed",
                               .object = "pushed_request",
                               .reason = caller.error().id},
                              context);
      co_return std::unexpected(caller.error());
    }
    if (caller->client->is_public() &&
        !co_await take_place(parts_.throttle, kPublicPushes, context))
      co_return fail(Errc::rate_limited, "slow_down", "too many requests of one network");
    auto answer = co_await take(request, caller->client, context);
    if (!answer) {
      co_await refusals_.note({.type = "authorization.refused",
                               .object = "pushed_request",
                               .reason = answer.error().id,
                               .client = caller->client.get(),
                               .metered = is_nobodys(caller->client.get())},
                              context);
    }
    co_return answer;
  }

 private:
  [[nodiscard]] Task<Result<PushedRequest>> take(const ClientCredentials& request,
                                                 const ClientRef& client,
                                                 const RequestContext& context) {
    const auto draft = co_await check(request, client, context.received);
    if (!draft) co_return std::unexpected(draft.error());
    co_return co_await keep(*draft, context);
  }

  [[nodiscard]] Task<Result<steps::Draft>> check(const ClientCredentials& request,
                                                 const ClientRef& client, TimePoint now) {
    const auto clients = co_await parts_.clients.current();
    // RFC 9449 10.1: a proof binds the code as dpop_jkt does.
    auto jkt = co_await proofs_.dpop.check_if_any(request.sender, client->request_algs, now);
    if (!jkt) co_return std::unexpected(jkt.error());
    const auto source = co_await sources_.read(steps::Entry::par, request.form, client, now);
    if (!source) co_return refuse(source.error().error, source.error().description);
    steps::Draft draft{.client = client};
    draft.request.dpop_jkt = std::move(*jkt);
    const steps::StepInput in{source->params, *clients, parts_.signer,
                              parts_.issuer,  now,      source->signed_object};
    if (const auto wrong = steps::run(steps::Entry::par, in, draft))
      co_return refuse(wrong->error.error, wrong->error.description);
    co_return draft;
  }

  [[nodiscard]] Task<Result<PushedRequest>> keep(const steps::Draft& draft,
                                                 const RequestContext& context) {
    const auto sealed = seal_request(draft.request, *parts_.keyring.get(), parts_.random);
    if (!fits_a_url(sealed)) co_return refuse("invalid_request", "the request is too long");
    PushedRequest out{.request_uri = std::string(kPushedPrefix) +
                                     codec::to_base64url(parts_.random.bytes(kSecret)),
                      .life = draft.client->profile.request_life};
    co_await parts_.journal.append_one(requested_event(*draft.client, "pushed", context));
    co_await parts_.pushed_requests.save(*pushed_name(out.request_uri), sealed, out.life);
    co_return out;
  }

  OauthParts parts_;
  Proofs proofs_;
  RequestSources sources_;
  RefusalLog refusals_;
};

}  // namespace

std::optional<Bytes> pushed_name(std::string_view request_uri) {
  if (!request_uri.starts_with(kPushedPrefix)) return std::nullopt;
  return name_of(request_uri.substr(kPushedPrefix.size()));
}

std::unique_ptr<PushedRequestService> make_pushed_request_service(const OauthParts& parts,
                                                                  const Proofs& proofs) {
  return std::make_unique<Service>(parts, proofs);
}

}  // namespace tessera::oauth
