// The consent page of what a service asks to be agreed to.
#pragma once

#include <tessera/http/message.hpp>
#include <tessera/oauth/authorize_service.hpp>

#include "ui/oauth_pages.hpp"

namespace tessera::endpoints {

[[nodiscard]] ui::ConsentPage consent_model(const oauth::AskConsent& asked);
// The page may load the logo of the portal (OpenID Connect Registration 2), from its host only.
void allow_logo(http::Response& response, const std::string& logo_uri);

}  // namespace tessera::endpoints
