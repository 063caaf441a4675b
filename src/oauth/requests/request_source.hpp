// Where the parameters of an authorization request stand: in the request itself, in a request
// object by value or by reference (RFC 9101 5), or in a request that was pushed (RFC 9126 4).
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string>

#include <tessera/oauth/make.hpp>

#include "oauth/requests/request_documents.hpp"
#include "oauth/requests/request_object.hpp"
#include "oauth/steps/step.hpp"

namespace tessera::oauth {

struct RequestSource {
  codec::Form params;
  bool signed_object = false;
  std::optional<AuthorizeRequest> pushed;  // checked already; params are empty then
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
      : parts_(std::move(parts)),
        objects_(std::move(objects)),
        documents_(std::make_unique<RequestDocuments>(parts_.fetch)) {}
  RequestSources(const OauthParts& parts, ClientKeys& keys)
      : RequestSources({parts.issuer, parts.fetch, parts.pushed_requests, parts.keyring},
                       {keys, parts.replays, parts.signer, parts.random}) {}

  // Errors: invalid_request, invalid_request_object, invalid_request_uri. Throws Unavailable also
  // where more of a client's documents are asked for than are fetched (RequestDocuments).
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
  std::unique_ptr<RequestDocuments> documents_;
};

}  // namespace tessera::oauth
