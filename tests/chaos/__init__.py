"""The crash loop: real processes of Tandem, killed at every step, and a local Slack that keeps the truth.

    make chaos KILLS=1000 SEED=1

A driver runs the local Slack, lets time pass and has people answer. Two replicas of Tandem, each a process
of its own on one database, are killed with SIGKILL again and again: `page` is the memory and the clock that
they share with the driver, `replica` what runs in them, `steps` where they die, `nursery` what starts them.
`weather` makes the Slack misbehave, `people` act. At the end `verdict` compares what the Slack recorded with
what should have been: it asks the bot only what an id stands for, never what it believes to have sent.

The same seed gives the same plan: the company, its schedules, where each replica is to die, what the Slack
does wrong on each call, and what each person does. How processes interleave is the machine's own affair.
"""
