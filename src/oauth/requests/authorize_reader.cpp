#include "oauth/requests/authorize_reader.hpp"

#include <algorithm>

#include <tessera/codec/base64url.hpp>

namespace tessera::oauth {
namespace {

constexpr std::size_t kLongestFlowUrl = 4000;  // of the 4096 that a local path may have

std::unexpected<AuthorizeOutcome> page(std::string_view id, std::string_view text,
                                       const ClientEntry* client) {
  return std::unexpected(error_page(id, text, client));
}

bool still_registered(const Flow& flow) {
  const auto& r = flow.client->client.registration;
  const bool native = r.application_type == ApplicationType::native;
  return std::ranges::any_of(r.redirect_uris, [&](const std::string& uri) {
    return matches_redirect_uri(uri, flow.request.redirect_uri, native);
  });
}

}  // namespace

bool fits_a_url(std::string_view sealed) {
  constexpr std::size_t kAround = 300;  // the path and ui_locales
  return sealed.size() + kAround <= kLongestFlowUrl;
}

Task<Opened> AuthorizeReader::read(const codec::Form& params, const RequestContext& context) {
  const auto now = context.received;
  const auto clients = co_await parts_.clients.current();
  const steps::StepInput outside{params, *clients, parts_.signer, parts_.issuer, now};
  steps::Draft draft;
  if (const auto wrong = steps::check_client(outside, draft))
    co_return page(wrong->page, wrong->description, draft.client.get());
  auto source = co_await sources_.read(steps::Entry::authorize, params, draft.client, now);
  if (!source)
    co_return co_await refuse_outside(outside, std::move(draft), source.error(), context);
  if (source->pushed)
    co_return co_await recheck({std::move(draft.client), std::move(*source->pushed)}, false);
  co_return co_await check(source->params, *clients, source->signed_object, context);
}

Task<Opened> AuthorizeReader::check(const codec::Form& params, const ClientSnapshot& clients,
                                    bool signed_object, const RequestContext& context) {
  const steps::StepInput in{params,        clients,          parts_.signer,
                            parts_.issuer, context.received, signed_object};
  steps::Draft draft;
  const auto wrong = steps::run(steps::Entry::authorize, in, draft);
  if (wrong && !wrong->redirects)
    co_return page(wrong->error.page, wrong->error.description, draft.client.get());
  Flow flow{std::move(draft.client), std::move(draft.request)};
  if (wrong) co_return co_await refuse(flow, wrong->error.error, wrong->error.description, context);
  if (flow_url(flow.request).size() > kLongestFlowUrl)
    co_return co_await refuse(flow, "invalid_request", "the request is too long", context);
  co_return flow;
}

// Anybody with a link can make it happen, so that the client is what it is about, not who did it.
Task<Opened> AuthorizeReader::refuse(const Flow& flow, std::string_view error,
                                     std::string_view description, const RequestContext& context) {
  co_await refusals_.note({.type = "authorization.refused",
                           .object = "client",
                           .reason = std::string(error),
                           .object_id = flow.client->client_id},
                          context);
  co_return std::unexpected(co_await answers_.refuse(flow, error, description, context.received));
}

Task<Opened> AuthorizeReader::refuse_outside(const steps::StepInput& in, steps::Draft draft,
                                             const steps::StepError& wrong,
                                             const RequestContext& context) {
  if (steps::check_redirect_uri(in, draft) || steps::take_state(in, draft))
    co_return page(wrong.page, wrong.description, draft.client.get());
  (void)steps::check_response_mode(in, draft);
  const Flow flow{std::move(draft.client), std::move(draft.request)};
  co_return co_await refuse(flow, wrong.error, wrong.description, context);
}

Task<Opened> AuthorizeReader::open(std::string_view sealed, TimePoint now) {
  const auto clients = co_await parts_.clients.current();
  auto opened = open_request(sealed, *parts_.keyring.get(), now);
  if (!opened) co_return page("flow.invalid", opened.error().text, nullptr);
  Flow flow{clients->find(opened->request.client_id), std::move(opened->request)};
  if (!flow.client || !flow.client->serves(now))
    co_return page("oauth.client_inactive", "This service cannot be used at the moment.",
                   flow.client.get());
  co_return co_await recheck(std::move(flow), opened->stale);
}

Task<Opened> AuthorizeReader::recheck(Flow flow, bool stale) {
  if (stale)
    co_return page("flow.expired", "This sign-in was started too long ago.", flow.client.get());
  if (!still_registered(flow))
    co_return page("oauth.redirect_uri_unknown", "The address to return to is not registered.",
                   flow.client.get());
  if (!flow.request.pushed.empty()) {
    const auto name = codec::from_base64url(flow.request.pushed);
    if (!name || co_await parts_.pushed_requests.is_used(*name))
      co_return page("oauth.request_uri_used", "This sign-in is complete already.",
                     flow.client.get());
  }
  co_return flow;
}

std::string AuthorizeReader::flow_url(const AuthorizeRequest& request) const {
  auto url = std::string(kContinuePath) +
             "?request=" + seal_request(request, *parts_.keyring.get(), parts_.random);
  // In clear too, because the language of a page is chosen before its flow is opened.
  if (!request.ui_locales.empty())
    url += "&ui_locales=" + codec::encode_component(request.ui_locales);
  return url;
}

}  // namespace tessera::oauth
