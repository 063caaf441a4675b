// A form that was refused, shown again: what was typed, what is wrong, and beside which field.
#pragma once

#include <tessera/base/error.hpp>
#include <tessera/codec/form.hpp>

#include "ui/admin_pages.hpp"

namespace tessera::endpoints::admin {

struct Refusal {
  Error error;
  codec::Form form;
};

// Fills the form of the page whose button was pressed and names the errors. A text is the one of
// the catalogue for the error's id, else Error.text, else the one for its kind of refusal.
void put_refusal(ui::AdminPage& page, const Refusal& refusal, const ui::Renderer& renderer);

}  // namespace tessera::endpoints::admin
