// Where the parameters of an authorization request stand: in the request itself, in a request
// object by value or by reference (RFC 9101 5), or in a request that was pushed (RFC 9126 4).
#pragma once

#include <expected>
#include <list>
#include <mutex>
#include <optional>
#include <string>

#include <tessera/oauth/make.hpp>

#include "oauth/request_object.hpp"
#include "oauth/steps/step.hpp"

namespace tessera::oauth {

struct RequestSource {
  codec::Form params;
  bool signed_object = false;
  std::optional<AuthorizeRequest> pushed;  // checked already; params are empty then
};

// Documents whose address says what they contain (OpenID Connect Core 6.2): the fragment is their
// hash. Thread-safe.
class KeptDocuments {
 public:
  [[nodiscard]] std::optional<std::string> find(const std::string& uri);
  void keep(const std::string& uri, const std::string& body);

 private:
  static constexpr std::size_t kMost = 64;
  std::mutex mutex_;
  std::list<std::pair<std::string, std::string>> documents_;  // newest first
};

// Thread-safe. Does not own what it refers to.
class RequestSources {
 public:
  struct Parts {
    std::string issuer;
    HttpFetch& fetch;
    PushedRequestStore& pushed;
    crypto::KeyringHolder& keyring;
  };
  RequestSources(Parts parts, RequestObjects objects)
      : parts_(std::move(parts)), objects_(std::move(objects)) {}
  RequestSources(const OauthParts& parts, ClientKeys& keys)
      : RequestSources({parts.issuer, parts.fetch, parts.pushed_requests, parts.keyring},
                       {keys, parts.replays, parts.signer, parts.random}) {}

  // Errors: invalid_request, invalid_request_object, invalid_request_uri.
  [[nodiscard]] Task<std::expected<RequestSource, steps::StepError>> read(steps::Entry entry,
                                                                          const codec::Form& params,
                                                                          const ClientRef& client,
                                                                          TimePoint now);

 private:
  using Read = std::expected<RequestSource, steps::StepError>;
  [[nodiscard]] Task<Read> open(steps::Entry entry, const ClientRef& client, std::string compact,
                                TimePoint now);
  [[nodiscard]] Task<Read> fetch(steps::Entry entry, const ClientRef& client,
                                 const std::string& uri, TimePoint now);
  [[nodiscard]] Task<Read> load(const ClientRef& client, const Bytes& name, TimePoint now);

  Parts parts_;
  RequestObjects objects_;
  KeptDocuments kept_;
};

}  // namespace tessera::oauth
