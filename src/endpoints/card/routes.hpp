// What the listener that asks for smart cards serves: one read of the card, and the way back to the
// page that sent the browser here. No page, no cookie, no account.
#pragma once

#include <tessera/authn/certificates.hpp>
#include <tessera/http/router.hpp>

#include "endpoints/web.hpp"

namespace tessera::endpoints {

struct CardDeps {
  const Web& web;
  authn::CertificateReader& reader;
};

// deps are copied; what they refer to must outlive the router.
void add_card_routes(http::Router& router, const CardDeps& deps);

inline constexpr std::string_view kCardSignIn = "/card/sign-in";
inline constexpr std::string_view kCardRecover = "/card/recover";
inline constexpr std::string_view kCardBind = "/card/bind";
inline constexpr std::string_view kCardDesk = "/card/desk";
// Where they come back to, on the main listener.
inline constexpr std::string_view kCardSignInBack = "/sign-in/certificate";
inline constexpr std::string_view kCardRecoverBack = "/recover/certificate";
inline constexpr std::string_view kCardBindBack = "/account/authenticators/certificate";
inline constexpr std::string_view kCardDeskBack = "/admin/card/read";

}  // namespace tessera::endpoints
