// The consent page of what a service asks to be agreed to.
#pragma once

#include <tessera/oauth/authorize_service.hpp>

#include "ui/oauth_pages.hpp"

namespace tessera::endpoints {

[[nodiscard]] ui::ConsentPage consent_model(const oauth::AskConsent& asked);

}  // namespace tessera::endpoints
