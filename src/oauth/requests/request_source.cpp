#include "oauth/requests/request_source.hpp"

#include <algorithm>

#include <tessera/codec/base64url.hpp>

namespace tessera::oauth {
namespace {

using steps::Entry;
using steps::StepError;

constexpr std::string_view kSpace = " \t\r\n";

std::unexpected<StepError> refuse_uri(std::string why) {
  return std::unexpected(
      StepError{"invalid_request_uri", std::move(why), "oauth.request_uri_invalid"});
}

std::string_view without_fragment(std::string_view uri) {
  return uri.substr(0, uri.find('#'));
}

// OpenID Connect Registration 2: the fragment may change with the document.
bool is_registered(const ClientEntry& client, std::string_view uri) {
  return std::ranges::any_of(client.client.registration.request_uris, [&](const auto& known) {
    return without_fragment(known) == without_fragment(uri);
  });
}

std::string trimmed(const std::string& text) {
  const auto from = text.find_first_not_of(kSpace);
  if (from == std::string::npos) return {};
  return text.substr(from, text.find_last_not_of(kSpace) - from + 1);
}

}  // namespace

Task<RequestSources::Read> RequestSources::read(Entry entry, const codec::Form& params,
                                                const ClientRef& client, TimePoint now) {
  const auto objects = params.all("request");
  const auto uris = params.all("request_uri");
  if (objects.empty() && uris.empty()) co_return RequestSource{.params = params};
  // RFC 9101 5: one of them, once.
  if (objects.size() + uris.size() > 1)
    co_return std::unexpected(StepError{"invalid_request", "more than one request object",
                                        "oauth.request_object_invalid"});
  if (!objects.empty()) co_return co_await open(entry, client, objects.front(), now);
  // RFC 9126 2.1.
  if (entry != Entry::authorize)
    co_return std::unexpected(StepError{"invalid_request", "request_uri cannot be pushed", ""});
  if (const auto name = pushed_name(uris.front())) co_return co_await load(client, *name, now);
  co_return co_await fetch(entry, client, uris.front(), now);
}

Task<RequestSources::Read> RequestSources::open(Entry entry, const ClientRef& client,
                                                std::string compact, TimePoint now) {
  auto rules = request_object_rules(*client, parts_.issuer);
  // A page is reloaded; a client that pushes twice makes two objects.
  rules.once = entry != Entry::authorize;
  auto params = co_await objects_.open(client, compact, rules, now);
  if (!params)
    co_return std::unexpected(
        StepError{params.error().id, params.error().text, "oauth.request_object_invalid"});
  co_return RequestSource{.params = std::move(*params), .signed_object = true};
}

Task<RequestSources::Read> RequestSources::fetch(Entry entry, const ClientRef& client,
                                                 const std::string& uri, TimePoint now) {
  // RFC 9101 10.4: only what was registered is ever asked for.
  if (!is_registered(*client, uri)) co_return refuse_uri("request_uri is not registered");
  const auto body = co_await documents_->read(*client, uri, now);
  if (!body) co_return refuse_uri("request_uri cannot be read: " + body.error().id);
  co_return co_await open(entry, client, trimmed(*body), now);
}

Task<RequestSources::Read> RequestSources::load(const ClientRef& client, const Bytes& name,
                                                TimePoint now) {
  const auto sealed = co_await parts_.pushed.load(name);
  if (!sealed) co_return refuse_uri("request_uri is not known, expired or used");
  auto opened = open_request(*sealed, *parts_.keyring.get(), now);
  // RFC 9126 2.2: bound to the client that pushed it.
  if (!opened || opened->request.client_id != client->client_id)
    co_return refuse_uri("request_uri belongs to another client");
  // The store forgets in its own time: the life is checked by our clock too.
  if (now >= opened->request.created + client->profile.request_life)
    co_return refuse_uri("request_uri is not known, expired or used");
  opened->request.created = now;
  opened->request.pushed = codec::to_base64url(name);
  co_return RequestSource{.pushed = std::move(opened->request)};
}

}  // namespace tessera::oauth
