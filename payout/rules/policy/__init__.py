"""What a policy's folder declares: card, parameters, tables, levels, quotas; and the policy that it is."""
