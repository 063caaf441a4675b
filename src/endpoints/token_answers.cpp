#include "endpoints/token_answers.hpp"

#include <tessera/oauth/token_verifier.hpp>

namespace tessera::endpoints {

std::string challenge_for(const http::Request& request, Error error, std::string_view public_url,
                          const oauth::ProtectedResource& resource) {
  using Scheme = oauth::PresentedToken::Scheme;
  if (error.id.find('.') != std::string::npos) error.id.clear();
  const auto tried = oauth::TokenVerifier::presented_in(request.header("authorization"), {});
  return oauth::resource_challenge(error, public_url, resource,
                                   tried ? tried->scheme : Scheme::bearer);
}

http::Response with_nonce(oauth::DpopProofs* dpop, const http::Request& request,
                          http::Response response) {
  if (dpop == nullptr || request.header("dpop") == nullptr) return response;
  if (auto nonce = dpop->nonce(request.context.received); !nonce.empty())
    response.header("DPoP-Nonce", std::move(nonce));
  return response;
}

}  // namespace tessera::endpoints
