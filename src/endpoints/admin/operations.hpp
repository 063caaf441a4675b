// The operations of /api/admin/v1, one file per family of resources.
#pragma once

#include "endpoints/admin/deps.hpp"

namespace tessera::endpoints::admin {

void add_consent_operations(http::Router& router, const AdminDeps& deps);
void add_people_operations(http::Router& router, const AdminDeps& deps);
void add_invitation_operations(http::Router& router, const AdminDeps& deps);
void add_access_operations(http::Router& router,
                           const AdminDeps& deps);  // units, roles, role grants, explain
void add_approval_operations(http::Router& router, const AdminDeps& deps);
// emergencies, reviews of role grants
void add_oversight_operations(http::Router& router, const AdminDeps& deps);
// purposes, work cases, trainings, delegations
void add_work_operations(http::Router& router, const AdminDeps& deps);
void add_client_operations(http::Router& router, const AdminDeps& deps);
void add_scim_operations(http::Router& router, const AdminDeps& deps);
void add_client_token_operations(http::Router& router, const AdminDeps& deps);
void add_case_operations(http::Router& router,
                         const AdminDeps& deps);  // account cases, recoveries
void add_key_operations(http::Router& router, const AdminDeps& deps);
void add_configuration_operations(http::Router& router, const AdminDeps& deps);
void add_journal_operations(http::Router& router,
                            const AdminDeps& deps);  // audit events, the document

}  // namespace tessera::endpoints::admin
